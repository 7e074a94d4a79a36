using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Health;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Seeding;

using Microsoft.AspNetCore.DataProtection;

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

        // The installation's first key is written here, outside every transaction: made within one, SQLite's one writer would wait
        // for itself. (A served installation has made it at start.)
        if (services.GetRequiredService<Database>().IsSqlite)
        {
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector("seed").Protect("");
        }

        var name = parsed.GetRequiredValue(_seller);
        var seller = await services.GetRequiredService<CreateSeller>().ExecuteAsync(name, currency, ct);
        if (seller.Problem is { } refused)
        {
            return refused;
        }

        var seeded = await services.GetRequiredService<SeedDefaults>()
            .ExecuteAsync(name, Currency.Of(seller.Value.Currency), ct);
        if (seeded.Problem is { } problem)
        {
            return problem;
        }

        var priced = await services.GetRequiredService<PricedTypes>().AnyAsync(ct);
        return new Answer(
            priced
                ? "The defaults are there."
                : $"The defaults are there, but no price in {seller.Value.Currency}: nothing can be ordered before 'price publish'.",
            new { Seeded = true, Priced = priced });
    }
}
