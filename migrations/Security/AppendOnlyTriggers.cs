namespace Hostelry.Migrations.Security;

/// <summary>
/// Triggers, on both databases, that refuse to change what is written once. On PostgreSQL they stand behind the missing
/// grants, on SQLite they are the only wall.
/// </summary>
public static class AppendOnlyTriggers
{
    private static readonly string[] Events = ["update", "delete"];

    /// <summary>An invoice may change until it is finalised, its lines as long as it may.</summary>
    private static readonly string[] FinalisedInvoices =
    [
        """
        CREATE OR REPLACE TRIGGER finalised BEFORE UPDATE OR DELETE ON billing.invoices
        FOR EACH ROW WHEN (OLD.state = 'finalised') EXECUTE FUNCTION public.refuse_change()
        """,
        """
        CREATE OR REPLACE FUNCTION public.refuse_finalised_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF EXISTS (SELECT FROM billing.invoices WHERE state = 'finalised' AND id IN (OLD.invoice_id, NEW.invoice_id)) THEN
            RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN COALESCE(NEW, OLD);
        END $$
        """,
        """
        CREATE OR REPLACE TRIGGER finalised BEFORE INSERT OR UPDATE OR DELETE ON billing.invoice_lines
        FOR EACH ROW EXECUTE FUNCTION public.refuse_finalised_line()
        """,
    ];

    private static readonly (string Table, string Event, string Invoice)[] FinalisedOnSqlite =
    [
        ("invoices", "update", "OLD.id"),
        ("invoices", "delete", "OLD.id"),
        ("invoice_lines", "insert", "NEW.invoice_id"),
        ("invoice_lines", "update", "OLD.invoice_id"),
        ("invoice_lines", "update of invoice_id", "NEW.invoice_id"),
        ("invoice_lines", "delete", "OLD.invoice_id"),
    ];

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

        foreach (var statement in FinalisedInvoices)
        {
            yield return statement;
        }
    }

    public static IEnumerable<string> Sqlite(IReadOnlyList<SecuredTable> tables) =>
    [
        .. from table in tables
           where TableRules.AppendOnly.Contains(table.Name)
           from change in Events
           from statement in Refuse("written_once", table.Name, change, "")
           select statement,
        .. FinalisedOnSqlite.SelectMany(rule => Refuse(
            "finalised",
            rule.Table,
            rule.Event,
            $"WHEN EXISTS (SELECT 1 FROM invoices WHERE state = 'finalised' AND id = {rule.Invoice})")),
    ];

    private static IEnumerable<string> Refuse(string name, string table, string change, string when) =>
    [
        $"DROP TRIGGER IF EXISTS {name}_{table}_{change.Replace(' ', '_')}",
        $"""
        CREATE TRIGGER {name}_{table}_{change.Replace(' ', '_')} BEFORE {change} ON "{table}" {when}
        BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
        """,
    ];
}
