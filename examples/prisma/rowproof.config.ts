import { closed, custom, defineConfig, ownedBy, publicRead } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    User: {
      access: ownedBy("id", { insert: false, delete: false, writable: ["name", "image"] }),
      views: ["users"],
      purpose: "One row per user; users cannot change their own role.",
    },
    Post: {
      access: custom({
        select: '"isPublished" or "authorId" = auth.uid()::text',
        insert: '"authorId" = auth.uid()::text',
        update: '"authorId" = auth.uid()::text',
        delete: '"authorId" = auth.uid()::text',
        anon: { select: '"isPublished"' },
      }),
      views: ["posts"],
      purpose: "An article; only its author sees a draft.",
    },
    PostComment: {
      access: custom({
        select: '"postId" in (select id from public."Post")',
        insert: '"userId" = auth.uid()::text and "postId" in (select id from public."Post")',
        update: '"userId" = auth.uid()::text and "postId" in (select id from public."Post")',
        delete: '"userId" = auth.uid()::text',
      }),
      views: ["post_comments"],
      purpose: "Comments on an article, for everyone who sees the article.",
    },
    Like: {
      access: ownedBy("userId", { update: false }),
      views: ["likes"],
      purpose: "Who likes what; users see their own likes.",
    },
    Tag: { access: publicRead(), views: ["tags"], purpose: "What articles are about." },
    _PostToTag: {
      access: custom({
        select: '"A" in (select id from public."Post")',
        insert: '"A" in (select id from public."Post" where "authorId" = auth.uid()::text)',
        delete: '"A" in (select id from public."Post" where "authorId" = auth.uid()::text)',
      }),
      purpose: "Which article has which tag.",
    },
    APIKey: {
      access: ownedBy("userID", { insert: false, update: false }),
      views: ["api_keys"],
      purpose: "Keys that the service creates and their owner may delete.",
    },
    _prisma_migrations: { access: closed(), purpose: "Prisma's own history." },
  },
});
