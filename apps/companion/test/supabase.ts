import { createClient, type SupabaseClient, type SupabaseClientOptions } from "@supabase/supabase-js";

type SocketTransport = NonNullable<NonNullable<SupabaseClientOptions<"public">["realtime"]>["transport"]>;

/** Node 20 has no WebSocket, and creating a client needs one. The tests do not use it. */
class NoSocket {
  constructor() {
    throw new Error("these tests have no realtime connection");
  }
}

/** The real client, as an app creates it; `fetch` replaces the network. */
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
