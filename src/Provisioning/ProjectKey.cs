namespace Hostelry.Provisioning;

/// <summary>Whose resources a use case may touch. Every query starts from it: a foreign id and a missing id look alike.</summary>
/// <param name="OrganizationId">Also Billing's customer id.</param>
/// <param name="ProjectId">A project of that organization; who signs the caller in has checked it.</param>
/// <param name="SellerId">Whose catalogue the organization buys from; the installation makes seller 1.</param>
public sealed record ProjectKey(long OrganizationId, long ProjectId, long SellerId = ProjectKey.FirstSeller)
{
    public const long FirstSeller = 1;
}
