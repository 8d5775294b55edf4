import { expect, test } from "vitest";
import { snakeCase } from "./naming.js";

test.each([
  ["createdAt", "created_at"],
  ["userID", "user_id"],
  ["HTTPStatus", "http_status"],
  ["id", "id"],
  ["user_id", "user_id"],
  ["User_Id", "user_id"],
  ["oauth2Token", "oauth2_token"],
  ["line1Text", "line1_text"],
  ["größeÄndern", "größe_ändern"],
  ["ChatMessage", "chat_message"],
])("%s is %s", (name, snake) => {
  expect(snakeCase(name)).toBe(snake);
});
