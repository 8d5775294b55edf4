import { raw } from "../sql/sql.js";

/**
 * A `create aggregate` statement for the routine `p`, named as `pg_dump` names its parts (PostgreSQL documentation,
 * "pg_aggregate"). Null for ordered-set aggregates and those with a sort operator.
 */
export const aggregateDefinition = raw(`(
    select format(E'create aggregate %I.%I(%s) (\\n  ', n.nspname, p.proname,
        coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'))
      || (select string_agg(format('%s = %s', option.name, option.value), E',\\n  ' order by option.position)
        from (values
          (1, 'sfunc', g.aggtransfn::text),
          (2, 'stype', format_type(g.aggtranstype, null)),
          (3, 'sspace', nullif(g.aggtransspace, 0)::text),
          (4, 'finalfunc', nullif(g.aggfinalfn::oid, 0)::regproc::text),
          (5, 'finalfunc_extra', nullif(g.aggfinalextra, false)::text),
          (6, 'finalfunc_modify', case g.aggfinalmodify when 's' then 'shareable' when 'w' then 'read_write' end),
          (7, 'combinefunc', nullif(g.aggcombinefn::oid, 0)::regproc::text),
          (8, 'serialfunc', nullif(g.aggserialfn::oid, 0)::regproc::text),
          (9, 'deserialfunc', nullif(g.aggdeserialfn::oid, 0)::regproc::text),
          (10, 'initcond', quote_literal(g.agginitval)),
          (11, 'msfunc', nullif(g.aggmtransfn::oid, 0)::regproc::text),
          (12, 'minvfunc', nullif(g.aggminvtransfn::oid, 0)::regproc::text),
          (13, 'mstype', format_type(nullif(g.aggmtranstype, 0), null)),
          (14, 'msspace', nullif(g.aggmtransspace, 0)::text),
          (15, 'mfinalfunc', nullif(g.aggmfinalfn::oid, 0)::regproc::text),
          (16, 'mfinalfunc_extra', nullif(g.aggmfinalextra, false)::text),
          (17, 'mfinalfunc_modify', case g.aggmfinalmodify when 's' then 'shareable' when 'w' then 'read_write' end),
          (18, 'minitcond', quote_literal(g.aggminitval)),
          (19, 'parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end)
        ) as option (position, name, value) where option.value is not null)
      || E'\\n)'
    from pg_aggregate g where g.aggfnoid = p.oid and g.aggkind = 'n' and g.aggsortop = 0)`);
