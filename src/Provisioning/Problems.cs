using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning;

/// <summary>The refusals that many use cases share; codes as in docs/errors.md.</summary>
internal static class Problems
{
    /// <summary>Foreign and missing look alike: the message never says which.</summary>
    public static Problem NotFound(string resource, string? field = null) =>
        new("not_found", resource + " not found.", field);

    public static Problem Invalid(string field, string rule) =>
        new("invalid_input", field + " " + rule, field);

    public static Problem NameTaken(string resource) =>
        new("uniqueness_error", $"name is already used by another {resource} of the project.", "name");

    public static Problem LimitReached(string resource, int limit) => new(
        "resource_limit_exceeded",
        FormattableString.Invariant($"The organization's limit of {limit} {resource} is reached."));

    public static Problem AddressesCoolDown(long limit, TimeSpan coolDown) => new(
        "resource_limit_exceeded",
        FormattableString.Invariant($"The organization's limit of {limit} addresses is reached. The address of a deleted server ")
        + FormattableString.Invariant($"counts for {Math.Ceiling(coolDown.TotalMinutes)} minutes: wait until then, and order again."));

    public static Problem Placement(string reason) => new("placement_error", reason);

    public static readonly Problem ServerNotFound = NotFound("server");

    public static readonly Problem Locked = new(
        "locked", "Another action of this server is running; wait until it has finished.");

    public static readonly Problem Deleting = new("locked", "The server is being deleted.");

    public static readonly Problem Suspended = new(
        "forbidden", "The server is suspended; it can be deleted, but not changed or started, until it is resumed.");
}
