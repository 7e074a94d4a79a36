using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Verification;

/// <summary>One run of the verification: from where on, and what it found.</summary>
public sealed class VerificationPass
{
    public long Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What changed since then was looked at; null: all of it.</summary>
    public required DateTimeOffset? Since { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public required int Breaches { get; init; }
}

internal static class VerificationModel
{
    public static void Map(ModelBuilder model) =>
        model.Entity<VerificationPass>(pass => pass.HasIndex(p => p.StartedAt));
}
