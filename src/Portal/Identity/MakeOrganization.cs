using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>An organization with its project <c>default</c> and its place in the books; part of giving it an owner.</summary>
public sealed class MakeOrganization(
    IdentityDb db, Database database, CreateCustomer customers, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c> (name), <c>not_seeded</c> (no seller yet).</summary>
    /// <param name="name">1–100 characters, unique among the seller's organizations.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Organization>> ExecuteAsync(string name, CancellationToken ct) =>
        database.InTransactionAsync(() => MakeAsync(name, ct), ct);

    private async Task<Result<Organization>> MakeAsync(string name, CancellationToken ct)
    {
        if (name.Trim().Length is < 1 or > 100 || name.Any(char.IsControl))
        {
            return new Problem("invalid_input", "name must have 1 to 100 characters, none of them a control character.", "name");
        }

        if (await db.Sellers.SingleOrDefaultAsync(row => row.Id == Seller.First, ct) is not { } seller)
        {
            return new Problem("not_seeded", "There is no seller yet: run the command 'seed' first.");
        }

        var taken = await db.Reachable<Organization>().AnyAsync(
            row => row.SellerId == seller.Id && row.Name == name && row.DeletedAt == null, ct);
        if (taken)
        {
            return new Problem("uniqueness_error", "name is already used by another organization.", "name");
        }

        var now = clock.GetUtcNow();
        var organization = new Organization { SellerId = seller.Id, Name = name, CreatedAt = now };
        db.Organizations.Add(organization);
        await db.SaveChangesAsync(ct);
        db.Projects.Add(new Project { OrganizationId = organization.Id, Name = Project.Default, CreatedAt = now });
        await db.SaveChangesAsync(ct);
        var customer = await customers.ExecuteAsync(organization.Id, seller.Id, name, seller.Currency, ct);
        if (customer.Problem is { } problem)
        {
            return problem;
        }

        await audit.WriteAsync("organization.create", organization.Id, ct, $"organization:{organization.Id}");
        return organization;
    }
}
