import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import WebSocket from "ws";

/** Node 20 has no WebSocket of its own, and a client asks for one even where nothing is listened to. */
class Socket extends WebSocket {
  // biome-ignore lint/complexity/noUselessConstructor: of the base's constructors, the one that the client's type allows
  constructor(address: string | URL, protocols?: string | string[]) {
    super(address, protocols);
  }
}

/** The real client, as an app makes it; where `fetch` is given, it answers in the network's place. */
export function supabaseClient(
  url: string,
  key: string,
  fetch?: (request: Request) => Promise<Response>,
): SupabaseClient {
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: Socket },
    ...(fetch === undefined ? {} : { global: { fetch: (input, init) => fetch(new Request(input, init)) } }),
  });
}
