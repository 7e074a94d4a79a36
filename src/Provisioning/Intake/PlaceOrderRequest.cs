using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>An order for one server. References are an id in digits or a name, as the API's dialect allows.</summary>
public sealed record PlaceOrderRequest
{
    public required ProjectKey Project { get; init; }

    /// <summary>
    /// Asks once more, under the lock that closing takes too, whether the project is still there; null where nobody closes
    /// projects. Their room is the portal's.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? ProjectLives { get; init; }

    /// <summary>RFC 1123 host name, unique among the project's servers.</summary>
    public required string Name { get; init; }

    /// <summary>Id or name.</summary>
    public required string ServerType { get; init; }

    /// <summary>Id or name.</summary>
    public required string Image { get; init; }

    /// <summary>Ids or names of the project's SSH keys. None: a root password is made.</summary>
    public IReadOnlyList<string> SshKeys { get; init; } = [];

    /// <summary>Id or name; null leaves the choice to placement. Not together with <see cref="Datacenter"/>.</summary>
    public string? Location { get; init; }

    /// <summary>Id or name; null leaves the choice to placement.</summary>
    public string? Datacenter { get; init; }

    /// <summary>cloud-init user-data, at most 32 KiB of UTF-8.</summary>
    public string? UserData { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The price version that the customer was shown; null takes whichever runs.</summary>
    public long? QuotedPriceId { get; init; }

    /// <summary>False leaves the server off when it is ready.</summary>
    public bool StartAfterCreate { get; init; } = true;
}

/// <summary>An accepted order.</summary>
/// <param name="Action">The running <c>create_server</c>.</param>
/// <param name="RootPassword">Shown this once; null when the order named SSH keys.</param>
public sealed record PlacedOrder(ServerView Server, OperationView Action, string? RootPassword)
{
    /// <summary>Without the password, so that no log shows it.</summary>
    public override string ToString() => FormattableString.Invariant($"PlacedOrder {{ Server = {Server.Id} }}");
}

/// <summary>An accepted action that made a new root password.</summary>
/// <param name="RootPassword">Shown this once; null when the server has SSH keys (rebuild).</param>
public sealed record PasswordAction(OperationView Action, string? RootPassword)
{
    /// <summary>Without the password, so that no log shows it.</summary>
    public override string ToString() => FormattableString.Invariant($"PasswordAction {{ Action = {Action.Id} }}");
}
