using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

/// <summary>Finds what an operator names, by id in digits or by name.</summary>
internal static class Lookups
{
    public static async Task<Result<Organization>> OrganizationAsync(IdentityDb db, string text, CancellationToken ct)
    {
        var id = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var found = await db.Reachable<Organization>().AsNoTracking()
            .Where(row => row.DeletedAt == null && (row.Name == text || row.Id == id))
            .OrderByDescending(row => row.Name == text)
            .FirstOrDefaultAsync(ct);
        return found is null
            ? new Problem("not_found", $"organization: there is none called '{text}'.", "organization")
            : found;
    }

    public static async Task<Result<Project>> ProjectAsync(IdentityDb db, long organization, string text, CancellationToken ct)
    {
        var id = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var found = await db.Reachable<Project>().AsNoTracking()
            .Where(row => row.OrganizationId == organization && row.DeletedAt == null && (row.Name == text || row.Id == id))
            .OrderByDescending(row => row.Name == text)
            .FirstOrDefaultAsync(ct);
        return found is null
            ? new Problem("not_found", $"project: the organization has none called '{text}'.", "project")
            : found;
    }
}
