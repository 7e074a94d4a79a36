using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Seeding;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class Seed : OperatorCommand
{
    private readonly Option<string> _seller = new("--seller") { Description = "The provider's name on invoices.", DefaultValueFactory = _ => "Hostelry" };
    private readonly Option<string> _currency = new("--currency") { Description = "What new organizations pay in (ISO 4217).", DefaultValueFactory = _ => "EUR" };

    public Seed()
        : base("seed", "Gives a new installation its seller, location, server types, prices and image; never changes what is there.")
    {
        Options.Add(_seller);
        Options.Add(_currency);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!Currency.TryOf(parsed.GetRequiredValue(_currency), out var currency))
        {
            return new Problem("invalid_input", "currency must be an ISO 4217 code.", "currency");
        }

        var db = services.GetRequiredService<IdentityDb>();
        var name = parsed.GetRequiredValue(_seller);
        if (!await db.Sellers.AnyAsync(seller => seller.Id == Seller.First, ct))
        {
            db.Sellers.Add(new Seller
            {
                Id = Seller.First,
                Name = name,
                Currency = currency.Code,
                CreatedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            });
            await db.SaveChangesAsync(ct);
        }

        var seeded = await services.GetRequiredService<SeedDefaults>().ExecuteAsync(name, ct);
        return seeded.Problem is { } problem ? problem : new Answer("The defaults are there.", new { Seeded = true });
    }
}
