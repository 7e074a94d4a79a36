using FluentValidation;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <param name="Name">1–100 characters, unique among the seller's organizations.</param>
/// <param name="Owner">E-mail address; need not have an account yet.</param>
public sealed record CreateOrganizationRequest(string Name, string Owner);

/// <summary>A customer with its project <c>default</c>, its place in the books, and a seat kept for its owner.</summary>
public sealed class CreateOrganization(
    IdentityDb db, Database database, CreateCustomer customers, AuditLog audit, TimeProvider clock)
{
    private static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(30);

    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c>, <c>not_seeded</c> (no seller yet).</summary>
    public Task<Result<Organization>> ExecuteAsync(CreateOrganizationRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => CreateAsync(request, ct), ct);

    private async Task<Result<Organization>> CreateAsync(CreateOrganizationRequest request, CancellationToken ct)
    {
        if (new CreateOrganizationValidator().Validate(request).Errors is [var error, ..])
        {
            return new Problem("invalid_input", error.ErrorMessage, error.PropertyName);
        }

        if (await db.Sellers.SingleOrDefaultAsync(row => row.Id == Seller.First, ct) is not { } seller)
        {
            return new Problem("not_seeded", "There is no seller yet: run the command 'seed' first.");
        }

        var taken = await db.Reachable<Organization>().AnyAsync(
            row => row.SellerId == seller.Id && row.Name == request.Name && row.DeletedAt == null, ct);
        if (taken)
        {
            return new Problem("uniqueness_error", "name is already used by another organization.", "name");
        }

        var now = clock.GetUtcNow();
        var organization = new Organization { SellerId = seller.Id, Name = request.Name, CreatedAt = now };
        db.Organizations.Add(organization);
        await db.SaveChangesAsync(ct);
        db.Projects.Add(new Project { OrganizationId = organization.Id, Name = Project.Default, CreatedAt = now });
        db.Invitations.Add(new Invitation
        {
            OrganizationId = organization.Id,
            Email = request.Owner.ToLowerInvariant(),
            Role = MemberRole.Owner,
            CreatedAt = now,
            ExpiresAt = now + InvitationLasts,
        });
        await db.SaveChangesAsync(ct);
        var customer = await customers.ExecuteAsync(organization.Id, seller.Id, request.Name, seller.Currency, ct);
        if (customer.Problem is { } problem)
        {
            return problem;
        }

        await audit.WriteAsync("organization.create", organization.Id, ct, $"organization:{organization.Id}");
        return organization;
    }
}

internal sealed class CreateOrganizationValidator : AbstractValidator<CreateOrganizationRequest>
{
    public CreateOrganizationValidator()
    {
        RuleFor(request => request.Name)
            .Must(name => name.Trim().Length is >= 1 and <= 100 && !name.Any(char.IsControl))
            .WithMessage("name must have 1 to 100 characters, none of them a control character.")
            .OverridePropertyName("name");
        RuleFor(request => request.Owner).MaximumLength(254).EmailAddress()
            .WithMessage("owner must be an e-mail address of at most 254 characters.")
            .OverridePropertyName("owner");
    }
}
