import { createClient, type SupabaseClient, type SupabaseClientOptions } from "@supabase/supabase-js";

type SocketTransport = NonNullable<NonNullable<SupabaseClientOptions<"public">["realtime"]>["transport"]>;

/** Nothing is listened to here; but Node 20 has no WebSocket, and a client wants one when it is made. */
class NoSocket {
  constructor() {
    throw new Error("nothing listens in real time here");
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
    realtime: { transport: NoSocket as unknown as SocketTransport },
    ...(fetch === undefined ? {} : { global: { fetch: (input, init) => fetch(new Request(input, init)) } }),
  });
}
