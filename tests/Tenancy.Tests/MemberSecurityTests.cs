using Hostelry.Migrations.Security;

using Npgsql;

using static Hostelry.Tenancy.Tests.SecuredPostgres;

namespace Hostelry.Tenancy.Tests;

/// <summary>What PostgreSQL shows a person who is signed in, before one of their organizations is chosen.</summary>
public sealed class MemberSecurityTests(SecuredPostgres database) : IClassFixture<SecuredPostgres>
{
    private const string Note =
        "INSERT INTO billing.audit_entries (id, at, actor, organization_id, action, subjects) VALUES (1001, now(), '{0}', {1}, 'test', '') RETURNING id";

    [Fact]
    public async Task Person_sees_their_own_memberships_and_nothing_else_of_any_organization()
    {
        await using var web = await PersonAsync(1);

        foreach (var table in database.Tables.Where(table => table.Owner == Ownership.Tenant && !TableRules.ReadBeforeTenant.ContainsKey(table.Name)))
        {
            var wanted = TableRules.ReadByMembers.ContainsKey(table.Name) ? 1 : 0;
            Assert.Equal((table.Name, wanted), (table.Name, await CountAsync(web, table)));
            Assert.Equal((table.Name, 0), (table.Name, await CountAsync(web, table, $"{table.TenantColumn} = 2")));
        }
    }

    [Fact]
    public async Task Person_changes_no_membership_before_an_organization_is_chosen()
    {
        await using var web = await PersonAsync(1);

        foreach (var name in TableRules.ReadByMembers.Keys)
        {
            Assert.Equal((name, 0), (name, await ExecuteAsync(web, $"DELETE FROM identity.{name}")));
        }
    }

    [Fact]
    public async Task Chosen_organization_shows_its_rows_alone_whoever_the_person_is()
    {
        await using var web = await PersonAsync(1, organization: 2);

        foreach (var name in TableRules.ReadByMembers.Keys)
        {
            var table = database.Tables.Single(table => table.Name == name);
            Assert.Equal((name, 1), (name, await CountAsync(web, table)));
            Assert.Equal((name, 1), (name, await CountAsync(web, table, $"{table.TenantColumn} = 2")));
        }
    }

    [Fact]
    public async Task What_a_person_did_about_their_account_is_written_and_shown_to_nobody_else()
    {
        await using var first = await PersonAsync(3);
        Assert.Null(await RefusalAsync(first, Text("user:3", "NULL")));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync(first, Text("user:3", "1")));

        var entries = database.Tables.Single(table => table.Name == "audit_entries");
        await using var second = await PersonAsync(4);
        Assert.Equal(0, await CountAsync(second, entries));

        static string Text(string actor, string organization) =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, Note, actor, organization);
    }

    private async Task<NpgsqlConnection> PersonAsync(long user, long? organization = null)
    {
        var connection = await database.OpenAsync(PostgresSecurity.Web, organization);
        await ExecuteAsync(connection, FormattableString.Invariant(
            $"SELECT set_config('app.user', '{user}', false), set_config('app.actor', 'user:{user}', false)"));
        return connection;
    }
}
