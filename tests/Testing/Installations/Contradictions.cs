namespace Hostelry.Testing.Installations;

/// <summary>What must never be true between two operations, whatever died in between: read from the tables alone.</summary>
public static class Contradictions
{
    private const string Alive = "SELECT 1 FROM servers v WHERE v.deleted_at IS NULL AND ";

    /// <summary>Each rule and the rows that break it.</summary>
    private static readonly (string Rule, string Rows)[] Rules =
    [
        ("a booking does not sum to zero",
            "SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING SUM(amount_minor) <> 0"),
        ("a subscription runs for no living server",
            $"SELECT s.id FROM subscriptions s WHERE s.state <> 'ended' AND NOT EXISTS ({Alive} v.subscription_id = s.id)"),
        ("a living server runs without a subscription",
            "SELECT v.id FROM servers v JOIN subscriptions s ON s.id = v.subscription_id WHERE v.deleted_at IS NULL AND s.state <> 'active'"),
        ("a server has two subscriptions",
            "SELECT resource_id FROM subscriptions WHERE resource_kind = 'server' GROUP BY resource_id HAVING COUNT(*) > 1"),
        ("a subscription has no server", "SELECT id FROM subscriptions WHERE resource_id = 0"),
        ("a period is paid before it was ready or after its end",
            "SELECT i.id FROM subscription_items i JOIN subscriptions s ON s.id = i.subscription_id WHERE i.from_at < s.ready_at OR i.to_at > s.ended_at"),
        ("a period that never began is paid",
            "SELECT i.id FROM subscription_items i JOIN subscriptions s ON s.id = i.subscription_id WHERE s.ready_at IS NULL AND i.from_at IS NOT NULL"),
        ("room is reserved for no living server",
            $"SELECT r.id FROM host_reservations r WHERE NOT EXISTS ({Alive} v.id = r.server_id)"),
        ("an address is held for no living server",
            $"SELECT a.id FROM addresses a WHERE a.released_at IS NULL AND NOT EXISTS ({Alive} v.id = a.server_id)"),
        ("two living servers have one address",
            "SELECT value FROM addresses WHERE released_at IS NULL GROUP BY pool_id, value HAVING COUNT(*) > 1"),
        ("an operation still runs", "SELECT id, kind, step FROM operations WHERE lower(status) = 'running'"),
        ("a server is still locked", "SELECT id FROM servers WHERE locked_by IS NOT NULL"),
        ("a root password is still kept", "SELECT id FROM servers WHERE sealed_root_password IS NOT NULL"),
    ];

    /// <summary>Broken rules with the rows; empty when all is well and at rest.</summary>
    public static async Task<IReadOnlyList<string>> InAsync(InstallationDatabase database)
    {
        List<string> found = [];
        foreach (var (rule, rows) in Rules)
        {
            found.AddRange((await database.RowsAsync(rows)).Select(row => $"{rule}: {row}"));
        }

        return found;
    }
}
