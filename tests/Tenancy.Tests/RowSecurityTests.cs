using Hostelry.Migrations.Security;

using Npgsql;

using static Hostelry.Tenancy.Tests.SecuredPostgres;

namespace Hostelry.Tenancy.Tests;

/// <summary>The second wall: what PostgreSQL itself shows and refuses, table by table, whatever the code above asks.</summary>
public sealed class RowSecurityTests(SecuredPostgres database) : IClassFixture<SecuredPostgres>
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    private IEnumerable<SecuredTable> Tenants => database.Tables.Where(table => table.Owner == Ownership.Tenant);

    private IEnumerable<SecuredTable> AppendOnly => database.Tables.Where(table => TableRules.AppendOnly.Contains(table.Name));

    [Fact]
    public async Task Without_a_tenant_the_web_role_sees_no_rows()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web);

        foreach (var table in Tenants.Where(table => !TableRules.ReadBeforeTenant.ContainsKey(table.Name)))
        {
            Assert.Equal((table.Name, 0), (table.Name, await CountAsync(web, table)));
        }
    }

    [Fact]
    public async Task Web_role_sees_the_rows_of_its_tenant_alone()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in Tenants)
        {
            Assert.Equal((table.Name, 1), (table.Name, await CountAsync(web, table)));
            Assert.Equal(0, await CountAsync(web, table, $"{table.TenantColumn} = 2"));
        }
    }

    [Fact]
    public async Task Web_role_changes_no_row_of_another_tenant()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in Tenants)
        {
            var other = $"{NameOf(table)} WHERE {table.TenantColumn} = 2";
            var column = table.TenantColumn;
            Assert.Equal(0, await ChangedAsync(web, $"DELETE FROM {other}"));
            Assert.Equal(0, await ChangedAsync(web, $"UPDATE {NameOf(table)} SET {column} = {column} WHERE {column} = 2"));
            // Nor can it hand a row of its own to another.
            Assert.Equal(Denied, await RefusalAsync(web, $"UPDATE {NameOf(table)} SET {column} = 2 WHERE {column} = 1"));
        }
    }

    [Fact]
    public async Task Web_role_adds_no_row_for_another_tenant()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in Tenants)
        {
            // Row-level security speaks before the missing values do.
            var statement = $"INSERT INTO {NameOf(table)} ({table.TenantColumn}) VALUES (2)";
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, statement)));
        }

        Assert.Equal(Denied, await RefusalAsync(
            web, "INSERT INTO identity.projects (organization_id, name, created_at) VALUES (2, 'mine', now())"));
    }

    [Fact]
    public async Task Web_role_takes_numbers_and_sets_none_back()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);
        await using var staff = await database.OpenAsync(PostgresSecurity.Staff);

        foreach (var sequence in new[] { "billing.orders_id_seq", "provisioning.servers_id_seq" })
        {
            Assert.Null(await RefusalAsync(web, $"SELECT nextval('{sequence}')"));
            Assert.Equal(Denied, await RefusalAsync(web, $"SELECT setval('{sequence}', 1)"));
            Assert.Equal(Denied, await RefusalAsync(web, $"ALTER SEQUENCE {sequence} RESTART"));
            Assert.Equal(Denied, await RefusalAsync(staff, $"SELECT nextval('{sequence}')"));
        }
    }

    [Fact]
    public async Task Web_role_only_reads_what_the_seller_decides_for_its_tenant()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in Tenants.Where(table => TableRules.TenantReadByWeb.Contains(table.Name)))
        {
            var column = table.TenantColumn;
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, $"UPDATE {NameOf(table)} SET {column} = {column}")));
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, $"DELETE FROM {NameOf(table)}")));
            Assert.Equal(
                (table.Name, Denied), (table.Name, await RefusalAsync(web, $"INSERT INTO {NameOf(table)} ({column}) VALUES (1)")));
        }
    }

    [Fact]
    public async Task Web_role_changes_the_named_columns_of_its_customer_and_no_other()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in Tenants.Where(table => TableRules.ColumnsChangedByWeb.ContainsKey(table.Name)))
        {
            foreach (var column in table.Columns)
            {
                var wanted = TableRules.ColumnsChangedByWeb[table.Name].Contains(column) ? null : Denied;
                var statement = $"UPDATE {NameOf(table)} SET \"{column}\" = \"{column}\" WHERE {table.TenantColumn} = 1";
                Assert.Equal((table.Name, column, wanted), (table.Name, column, await RefusalAsync(web, statement)));
            }

            // A right to some column is enough to lock the row, as every order does.
            Assert.Null(await RefusalAsync(web, $"SELECT FROM {NameOf(table)} FOR UPDATE"));
            Assert.Equal(Denied, await RefusalAsync(web, $"DELETE FROM {NameOf(table)}"));
            Assert.Equal(Denied, await RefusalAsync(web, $"INSERT INTO {NameOf(table)} ({table.TenantColumn}) VALUES (1)"));
        }

        Assert.Equal(Denied, await RefusalAsync(web, "UPDATE billing.customers SET credit_limit_minor = 1000000"));
    }

    [Fact]
    public async Task Same_pooled_connection_shows_nothing_of_the_tenant_before()
    {
        var pool = new NpgsqlConnectionStringBuilder(database.For(PostgresSecurity.Web)) { Pooling = true, MaxPoolSize = 1 };
        await using var source = NpgsqlDataSource.Create(pool.ConnectionString);
        var table = database.Tables.Single(one => one.Name == "servers");
        int backend;
        await using (var first = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await ExecuteAsync(first, "SELECT set_config('app.organization', '1', false)");
            Assert.Equal(1, await CountAsync(first, table));
            backend = first.ProcessID;
        }

        await using var second = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(backend, second.ProcessID);
        Assert.Equal(0, await CountAsync(second, table));
    }

    [Fact]
    public async Task Staff_read_all_tenants_and_change_none()
    {
        await using var staff = await database.OpenAsync(PostgresSecurity.Staff);

        foreach (var table in Tenants)
        {
            Assert.Equal((table.Name, 2), (table.Name, await CountAsync(staff, table)));
            Assert.Equal(Denied, await RefusalAsync(staff, $"DELETE FROM {NameOf(table)}"));
        }
    }

    [Fact]
    public async Task Worker_sees_every_row()
    {
        await using var worker = await database.OpenAsync(PostgresSecurity.Worker);

        foreach (var table in database.Tables)
        {
            Assert.Equal((table.Name, 2), (table.Name, await CountAsync(worker, table)));
        }
    }

    [Theory]
    [InlineData(PostgresSecurity.Web)]
    [InlineData(PostgresSecurity.Staff)]
    [InlineData(PostgresSecurity.Worker)]
    public async Task No_role_updates_or_deletes_what_is_written_once(string role)
    {
        await using var connection = await database.OpenAsync(role, organization: 1);

        foreach (var table in AppendOnly)
        {
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(connection, $"DELETE FROM {NameOf(table)}")));
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(connection, $"UPDATE {NameOf(table)} SET id = id")));
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(connection, $"TRUNCATE {NameOf(table)}")));
        }
    }

    [Fact]
    public async Task Owner_itself_is_refused_by_the_trigger()
    {
        await using var owner = await database.OpenAsync(role: null);

        foreach (var table in AppendOnly)
        {
            Assert.Equal(
                (table.Name, PostgresErrorCodes.IntegrityConstraintViolation),
                (table.Name, await RefusalAsync(owner, $"DELETE FROM {NameOf(table)}")));
        }
    }

    [Fact]
    public async Task Web_role_reads_sellers_tables_and_writes_only_the_named_ones()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in database.Tables.Where(table => table.Owner == Ownership.Seller))
        {
            Assert.Equal(2, await CountAsync(web, table));
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, $"DELETE FROM {NameOf(table)}")));
            if (!TableRules.SellerWrittenByWeb.ContainsKey(table.Name))
            {
                Assert.Equal(
                    (table.Name, Denied), (table.Name, await RefusalAsync(web, $"UPDATE {NameOf(table)} SET seller_id = seller_id")));
            }
        }
    }

    [Fact]
    public async Task Web_role_takes_places_for_its_own_servers_alone_and_gives_none_back()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        foreach (var table in TableRules.SellerWrittenByWeb.Keys.Select(name => database.Tables.Single(table => table.Name == name)))
        {
            // The server of organization 2 exists; the web role cannot see it.
            var foreign = $"INSERT INTO {NameOf(table)} (seller_id, server_id) VALUES (1, (SELECT max(server_id) FROM {NameOf(table)}))";
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, foreign)));
            Assert.Equal((table.Name, Denied), (table.Name, await RefusalAsync(web, $"DELETE FROM {NameOf(table)}")));
        }

        Assert.Equal(1, await ExecuteAsync(web, "UPDATE provisioning.host_reservations SET cores = cores"));
        Assert.Equal(Denied, await RefusalAsync(web, "UPDATE provisioning.host_reservations SET server_id = server_id"));
        Assert.Equal(Denied, await RefusalAsync(web, "UPDATE provisioning.addresses SET released_at = now()"));
    }

    [Fact]
    public async Task Roles_make_no_tables()
    {
        foreach (var role in new[] { PostgresSecurity.Web, PostgresSecurity.Staff, PostgresSecurity.Worker })
        {
            await using var connection = await database.OpenAsync(role);
            Assert.Equal(Denied, await RefusalAsync(connection, "CREATE TABLE billing.mine (id bigint)"));
            Assert.Equal(Denied, await RefusalAsync(connection, "CREATE TABLE public.mine (id bigint)"));
        }
    }

    [Fact]
    public async Task Web_role_has_no_way_around_its_policies()
    {
        await using var web = await database.OpenAsync(PostgresSecurity.Web, organization: 1);

        Assert.Equal(Denied, await RefusalAsync(web, "ALTER TABLE provisioning.servers DISABLE ROW LEVEL SECURITY"));
        Assert.Equal(Denied, await RefusalAsync(web, "SET ROLE hostelry_worker"));
        Assert.Equal(Denied, await RefusalAsync(web, "SET session_replication_role = replica"));
        Assert.NotNull(await RefusalAsync(web, "SET row_security = off; SELECT * FROM provisioning.servers"));
    }

    /// <summary>Rows changed; a denied statement changes none.</summary>
    private static async Task<int> ChangedAsync(NpgsqlConnection connection, string statement)
    {
        try
        {
            return await ExecuteAsync(connection, statement);
        }
        catch (PostgresException refused) when (refused.SqlState == Denied)
        {
            return 0;
        }
    }
}
