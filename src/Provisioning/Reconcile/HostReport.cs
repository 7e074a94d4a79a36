using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Provisioning.Reconcile;

/// <summary>What one comparison of a host with the rows found.</summary>
/// <param name="HostId">Row id of the host.</param>
/// <param name="Removed">Remains of deleted servers: taken away now.</param>
/// <param name="Kept">Remains that could not be taken away this time; the next pass tries again.</param>
/// <param name="Unknown">
/// Guests with this installation's name and no row. Never removed: rows are never deleted, so this is a database older
/// than the host (a restored backup), and the guest may be a customer's.
/// </param>
/// <param name="Missing">Living servers of which the host has no domain.</param>
public sealed record HostReport(
    long HostId,
    IReadOnlyList<GuestKey> Removed,
    IReadOnlyList<GuestKey> Kept,
    IReadOnlyList<GuestKey> Unknown,
    IReadOnlyList<long> Missing);
