/**
 * Functions of extensions that run what they are given, as the calling role: SQL from a text, a connection or a request
 * of the server's, a file. With SQL of one's own come claims of one's own (`set_config`), and row level security believes
 * those. Each name is that of the extension's own documentation.
 */
const dangerous: Readonly<Record<string, { readonly functions: RegExp; readonly why: string }>> = {
  tablefunc: { functions: /^(crosstab\d*|connectby)$/, why: "it runs any SQL that it gets" },
  xml2: { functions: /^xpath_table$/, why: "it runs any SQL that it gets" },
  pgtap: {
    functions:
      /^(lives_ok|performs_\w+|throws_\w+|results_\w+|set_\w+|bag_\w+|row_eq|isnt_empty|is_empty|_\w+)$/,
    why: "it runs any SQL that it gets",
  },
  pg_cron: {
    functions: /^(schedule\w*|alter_job)$/,
    why: "it runs any SQL that it gets, on a schedule",
  },
  dblink: {
    functions: /^dblink/,
    why: "it connects from the server itself and runs any SQL that it gets",
  },
  http: { functions: /^http/, why: "it sends requests from inside the server's network" },
  pg_net: { functions: /^http_/, why: "it sends requests from inside the server's network" },
  adminpack: { functions: /^pg_(file|logdir)_/, why: "it reads and writes the server's files" },
};

/** Why users must not execute a function of an extension; undefined if it is not known to be dangerous. */
export function dangerOf(extension: string, routine: string): string | undefined {
  const known = dangerous[extension];
  return known?.functions.test(routine) ? known.why : undefined;
}

/** Security definer by design, and of little harm: PostGIS tells how far the rows of a table reach. */
export function isMildDefiner(extension: string | null, routine: string): boolean {
  return extension === "postgis" && routine === "st_estimatedextent";
}

/** Tables and views that an extension opens to everybody, and in which there is nobody's row. */
const reference: Readonly<Record<string, readonly string[]>> = {
  postgis: ["spatial_ref_sys", "geometry_columns", "geography_columns"],
  postgis_raster: ["raster_columns", "raster_overviews"],
  address_standardizer_data_us: ["us_gaz", "us_lex", "us_rules"],
  // A role without pg_read_all_stats does not see others' statements.
  pg_stat_statements: ["pg_stat_statements", "pg_stat_statements_info"],
  hypopg: ["hypopg_list_indexes", "hypopg_hidden_indexes"],
};

/** Whether an extension's relation holds nobody's rows; one that was added to the extension later is not in the list. */
export function isReference(extension: string | null, relation: string): boolean {
  return extension !== null && (reference[extension]?.includes(relation) ?? false);
}
