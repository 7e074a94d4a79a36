namespace Hostelry.Migrations.Security;

/// <summary>
/// Triggers, on both databases, that refuse to change what is written once. On PostgreSQL they stand behind the missing
/// grants, on SQLite they are the only wall.
/// </summary>
public static class AppendOnlyTriggers
{
    private static readonly string[] Events = ["update", "delete"];

    private static readonly string[] InvoiceParts = ["invoice_lines", "invoice_taxes"];

    /// <summary>What still happens to a finalised invoice: it is paid, or owed again.</summary>
    private static readonly string[] ChangedAfterwards = ["state", "paid_at"];

    /// <summary>An invoice may change until it is finalised, its lines and taxes as long as it may.</summary>
    private static readonly string[] FinalisedInvoices =
    [
        $"""
        CREATE OR REPLACE FUNCTION public.refuse_finalised_invoice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP = 'DELETE' OR NEW.state NOT IN ('finalised', 'paid')
            OR to_jsonb(NEW) - '{ChangedAfterwards[0]}' - '{ChangedAfterwards[1]}'
              <> to_jsonb(OLD) - '{ChangedAfterwards[0]}' - '{ChangedAfterwards[1]}' THEN
            RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$
        """,
        """
        CREATE OR REPLACE TRIGGER finalised BEFORE UPDATE OR DELETE ON billing.invoices
        FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION public.refuse_finalised_invoice()
        """,
        """
        CREATE OR REPLACE FUNCTION public.refuse_finalised_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF EXISTS (SELECT FROM billing.invoices WHERE state <> 'draft' AND id IN (OLD.invoice_id, NEW.invoice_id)) THEN
            RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN COALESCE(NEW, OLD);
        END $$
        """,
        .. from part in InvoiceParts
           select $"""
               CREATE OR REPLACE TRIGGER finalised BEFORE INSERT OR UPDATE OR DELETE ON billing.{part}
               FOR EACH ROW EXECUTE FUNCTION public.refuse_finalised_line()
               """,
    ];

    private static readonly (string Event, string Invoice)[] LinesOnSqlite =
    [
        ("insert", "NEW.invoice_id"),
        ("update", "OLD.invoice_id"),
        ("update of invoice_id", "NEW.invoice_id"),
        ("delete", "OLD.invoice_id"),
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
        .. Refuse("finalised", "invoices", "delete", "WHEN OLD.state <> 'draft'"),
        .. Refuse("finalised", "invoices", $"update of {Unchanging(tables)}", "WHEN OLD.state <> 'draft'", "update"),
        .. Refuse(
            "finalised", "invoices", "update of state", "WHEN OLD.state <> 'draft' AND NEW.state NOT IN ('finalised', 'paid')"),
        .. from part in InvoiceParts
           from rule in LinesOnSqlite
           from statement in Refuse(
               "finalised",
               part,
               rule.Event,
               $"WHEN EXISTS (SELECT 1 FROM invoices WHERE state <> 'draft' AND id = {rule.Invoice})")
           select statement,
    ];

    private static string Unchanging(IReadOnlyList<SecuredTable> tables) => string.Join(
        ", ", tables.Single(table => table.Name == "invoices").Columns.Except(ChangedAfterwards).Select(column => $"\"{column}\""));

    private static IEnumerable<string> Refuse(string name, string table, string change, string when, string? suffix = null) =>
    [
        $"DROP TRIGGER IF EXISTS {name}_{table}_{suffix ?? change.Replace(' ', '_')}",
        $"""
        CREATE TRIGGER {name}_{table}_{suffix ?? change.Replace(' ', '_')} BEFORE {change} ON "{table}" {when}
        BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
        """,
    ];
}
