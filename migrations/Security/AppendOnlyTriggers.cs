namespace Hostelry.Migrations.Security;

/// <summary>
/// Triggers, on both databases, that refuse to change what is written once. On PostgreSQL they stand behind the missing
/// grants, on SQLite they are the only wall.
/// </summary>
public static class AppendOnlyTriggers
{
    private static readonly string[] Events = ["update", "delete"];

    public static IEnumerable<string> Postgres(IReadOnlyList<SecuredTable> tables)
    {
        yield return
            """
            CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """;
        foreach (var table in tables.Where(table => TableRules.AppendOnly.Contains(table.Name)))
        {
            yield return $"""
                CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table.Schema}."{table.Name}"
                FOR EACH ROW EXECUTE FUNCTION public.refuse_change()
                """;
        }
    }

    public static IEnumerable<string> Sqlite(IReadOnlyList<SecuredTable> tables) =>
        from table in tables
        where TableRules.AppendOnly.Contains(table.Name)
        from change in Events
        from statement in Refuse(table.Name, change)
        select statement;

    private static IEnumerable<string> Refuse(string table, string change) =>
    [
        $"DROP TRIGGER IF EXISTS written_once_{table}_{change}",
        $"""
        CREATE TRIGGER written_once_{table}_{change} BEFORE {change} ON "{table}"
        BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
        """,
    ];
}
