namespace Hostelry.Migrations.Security;

/// <summary>
/// The four roles, their grants and row-level security, written from the model. Running it again changes nothing; what a
/// removed rule left behind goes, because everything is revoked and dropped first, in the same transaction.
/// </summary>
/// <remarks>
/// The owner migrates. <c>hostelry_web</c> sees the rows of <c>app.organization</c> (and, while none is
/// set, of the memberships of <c>app.user</c>), <c>hostelry_staff</c> reads all
/// tenants, <c>hostelry_worker</c> bypasses row-level security. Every name here comes from the model or from this file.
/// </remarks>
public static class PostgresSecurity
{
    public const string Web = "hostelry_web";
    public const string Staff = "hostelry_staff";
    public const string Worker = "hostelry_worker";

    public static readonly IReadOnlyList<string> Schemas = ["billing", "provisioning", "identity"];

    /// <summary>Unset and reset (an empty text) both mean: nobody, no rows.</summary>
    private const string Organization = "NULLIF(current_setting('app.organization', true), '')::bigint";

    private const string Person = "NULLIF(current_setting('app.user', true), '')::bigint";

    /// <summary>Raw SQL names no schema, so that SQLite, which has none, shares it.</summary>
    private static readonly string SearchPath =
        $"""
        DO $$ BEGIN
          EXECUTE format('ALTER DATABASE %I SET search_path = {string.Join(", ", Schemas)}, public', current_database());
        END $$
        """;

    /// <summary>Statements that make the roles, for a connection that may (a superuser: BYPASSRLS asks for one).</summary>
    public static IEnumerable<string> Roles()
    {
        yield return Role(Web, "NOBYPASSRLS");
        yield return Role(Staff, "NOBYPASSRLS");
        yield return Role(Worker, "BYPASSRLS");
    }

    /// <summary>Grants, policies and triggers for the tables, in the order to run them.</summary>
    public static IEnumerable<string> Statements(IReadOnlyList<SecuredTable> tables) =>
    [
        SearchPath,
        .. Schemas.SelectMany(Clear),
        .. tables.Where(table => table.Owner != Ownership.Unknown).SelectMany(Secure),
        // To know a row's number before it is written. A number tells nothing of the rows, and gives no right to them.
        .. Schemas.Select(schema => $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {Web}, {Worker}"),
        // Every process compares the schema with its own build at start.
        .. Schemas.Select(schema => $"GRANT SELECT ON {schema}.migrations_{schema} TO {Web}, {Staff}, {Worker}"),
        .. AppendOnlyTriggers.Postgres(tables),
    ];

    /// <summary>
    /// Hangfire's tables hold ids and schedules only: the web process enqueues and shows, the worker runs. What a row may
    /// make a worker run is the worker's own decision (the portal's <c>HangfireServices</c>).
    /// </summary>
    public static IEnumerable<string> Hangfire() =>
    [
        $"REVOKE ALL ON ALL TABLES IN SCHEMA hangfire FROM {Staff}",
        $"GRANT USAGE ON SCHEMA hangfire TO {Web}, {Worker}",
        $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hangfire TO {Web}, {Worker}",
        $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA hangfire TO {Web}, {Worker}",
    ];

    private static string Role(string name, string bypass) =>
        // Roles belong to the cluster: two databases migrating at once may race here, and the loser is content.
        $"""
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
            CREATE ROLE {name} LOGIN NOINHERIT NOCREATEDB NOCREATEROLE NOSUPERUSER {bypass};
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """;

    private static IEnumerable<string> Clear(string schema) =>
    [
        $"CREATE SCHEMA IF NOT EXISTS {schema}",
        $"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {Web}, {Staff}, {Worker}",
        $"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {Web}, {Staff}, {Worker}",
        $"GRANT USAGE ON SCHEMA {schema} TO {Web}, {Staff}, {Worker}",
        $"""
        DO $$ DECLARE policy record; BEGIN
          FOR policy IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = '{schema}' LOOP
            EXECUTE format('DROP POLICY %I ON {schema}.%I', policy.policyname, policy.tablename);
          END LOOP;
        END $$
        """,
    ];

    private static IEnumerable<string> Secure(SecuredTable table)
    {
        var name = $"{table.Schema}.\"{table.Name}\"";
        var appendOnly = TableRules.AppendOnly.Contains(table.Name);
        var write = appendOnly ? "INSERT" : "INSERT, UPDATE, DELETE";
        yield return $"GRANT SELECT, {write} ON {name} TO {Worker}";
        yield return table.Owner == Ownership.Global && TableRules.AddedByWeb.TryGetValue(table.Name, out var read)
            ? $"GRANT INSERT, SELECT ({read}) ON {name} TO {Web}"
            : $"GRANT SELECT ON {name} TO {Web}";
        yield return $"GRANT SELECT ON {name} TO {Staff}";

        var rest = table.Owner switch
        {
            Ownership.Tenant => Tenant(table, name, write),
            Ownership.Seller => Seller(table, name, write),
            _ => Global(table, name, write),
        };
        foreach (var statement in rest)
        {
            yield return statement;
        }
    }

    private static IEnumerable<string> Tenant(SecuredTable table, string name, string write)
    {
        var own = $"{table.TenantColumn} = {Organization}";
        yield return $"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY";
        yield return $"CREATE POLICY own_rows ON {name} TO {Web} USING ({own}) WITH CHECK ({own})";
        yield return $"CREATE POLICY staff_reads ON {name} FOR SELECT TO {Staff} USING (true)";
        if (TableRules.ColumnsChangedByWeb.TryGetValue(table.Name, out var columns))
        {
            yield return $"GRANT UPDATE ({string.Join(", ", columns)}) ON {name} TO {Web}";
        }
        else if (TableRules.AddedByWeb.ContainsKey(table.Name))
        {
            yield return $"GRANT INSERT ON {name} TO {Web}";
        }
        else if (!TableRules.TenantReadByWeb.Contains(table.Name))
        {
            yield return $"GRANT {(TableRules.TenantAddedByWeb.Contains(table.Name) ? "INSERT" : write)} ON {name} TO {Web}";
        }

        if (TableRules.ReadBeforeTenant.ContainsKey(table.Name))
        {
            yield return
                $"CREATE POLICY before_tenant ON {name} FOR SELECT TO {Web} USING ({Organization} IS NULL)";
        }

        if (TableRules.ReadByMembers.TryGetValue(table.Name, out var theirs))
        {
            var mine = string.Format(System.Globalization.CultureInfo.InvariantCulture, theirs, Person);
            yield return $"CREATE POLICY members_read ON {name} FOR SELECT TO {Web} USING ({Organization} IS NULL AND {mine})";
        }

        if (TableRules.AddedOfNobody.Contains(table.Name))
        {
            yield return
                $"CREATE POLICY adds_of_nobody ON {name} FOR INSERT TO {Web} WITH CHECK ({table.TenantColumn} IS NULL)";
            if (table.Columns.Contains("actor"))
            {
                yield return
                    $"CREATE POLICY adds_of_nobody_get_an_id ON {name} FOR SELECT TO {Web} USING ({table.TenantColumn} IS NULL AND actor = current_setting('app.actor', true))";
            }
        }

        if (TableRules.AddedByStaff.Contains(table.Name))
        {
            yield return $"GRANT INSERT ON {name} TO {Staff}";
            yield return $"CREATE POLICY staff_adds ON {name} FOR INSERT TO {Staff} WITH CHECK (true)";
        }
    }

    private static IEnumerable<string> Seller(SecuredTable table, string name, string write)
    {
        yield return $"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY";
        yield return $"CREATE POLICY everyone_reads ON {name} FOR SELECT TO {Web}, {Staff} USING (true)";
        yield return $"CREATE POLICY owner_and_staff ON {name} TO {Staff}, CURRENT_USER USING (true) WITH CHECK (true)";
        yield return $"GRANT {write} ON {name} TO {Staff}";
        if (TableRules.SellerWrittenByWeb.TryGetValue(table.Name, out var writes))
        {
            // The web role sees its own organization's servers alone, so a server that is found is its own.
            const string OwnServer = "EXISTS (SELECT FROM provisioning.servers server WHERE server.id = server_id)";
            yield return $"GRANT {writes} ON {name} TO {Web}";
            yield return $"CREATE POLICY web_adds ON {name} FOR INSERT TO {Web} WITH CHECK ({OwnServer})";
            yield return $"CREATE POLICY web_changes ON {name} FOR UPDATE TO {Web} USING ({OwnServer}) WITH CHECK ({OwnServer})";
        }
    }

    private static IEnumerable<string> Global(SecuredTable table, string name, string write)
    {
        if (TableRules.GlobalWrittenByWeb.Contains(table.Name))
        {
            yield return $"GRANT {write} ON {name} TO {Web}, {Staff}";
        }
    }
}
