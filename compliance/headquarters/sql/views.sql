-- What the reports read, from the record. The Parquet copy has tables of these names and columns.
create temp view if not exists placed as
    select round, office, filing, since, until as ended from standing;
create temp view if not exists total as
    select
        t.filing, i.id as checklist, i.version, i.sha256, i.maximum,
        t.system, t.field, t.score, t.high, t.coverage, t.own
    from main.total t
    join main.instrument i on i.n = t.instrument;
create temp view if not exists office as
    select id, name_fa, name_en, body, province, grouped, since, until as ended from main.office;
create temp view if not exists points as
    select
        t.filing, i.id as checklist, i.sha256, t.system, m.place, m.id as item, m.indicator, m.fact,
        p.value as points, m.maximum
    from main.total t
    join main.instrument i on i.n = t.instrument
    join json_each(t.points) p
    join main.item m on m.instrument = t.instrument and m.place = p.key;
create temp view if not exists answers as
    select
        f.n as filing,
        json_extract(a.value, '$[0]') as system,
        json_extract(a.value, '$[1]') as fact,
        case
            when json_extract(a.value, '$[2][0]') not glob '*[^0-9]*'
                and json_extract(a.value, '$[2][1]') not glob '*[^0-9]*'
                then cast(json_extract(a.value, '$[2][0]') as integer)
            else null
        end as part,
        case
            when json_extract(a.value, '$[2][0]') not glob '*[^0-9]*'
                and json_extract(a.value, '$[2][1]') not glob '*[^0-9]*'
                then cast(json_extract(a.value, '$[2][1]') as integer)
            else null
        end as whole
    from main.filing f
    join json_each(f.facts) a;
