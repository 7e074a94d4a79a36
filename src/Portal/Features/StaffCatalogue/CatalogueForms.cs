using System.Globalization;

using FluentValidation;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Catalogue;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffCatalogue;

public sealed record CatalogueView(
    IReadOnlyList<StaffServerType> Types,
    IReadOnlyList<Location> Locations,
    Currency Currency,
    IReadOnlyDictionary<(string Product, string Location), Price> Prices);

public sealed record ServerTypePage(
    StaffServerType Type,
    IReadOnlyList<Location> Locations,
    Currency Currency,
    ILookup<(string Location, Currency Currency), PriceVersion> History,
    DateTimeOffset Now);

public sealed class ServerTypeForm
{
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string Cores { get; init; } = "";

    /// <summary>MiB.</summary>
    public string Memory { get; init; } = "";

    /// <summary>GiB.</summary>
    public string Disk { get; init; } = "";

    public string Processes { get; init; } = "";
}

public sealed class RetireForm
{
    public required StaffServerType Type { get; init; }

    /// <summary>The type's name, typed.</summary>
    public string Confirm { get; init; } = "";
}

public sealed class PriceForm
{
    /// <summary>As 0.0055, for each begun hour.</summary>
    public string Hourly { get; init; } = "";

    /// <summary>As 3.50: the most in a calendar month.</summary>
    public string Cap { get; init; } = "";

    /// <summary>As 2026-12-01 or 2026-12-01 06:00, UTC; empty: at once.</summary>
    public string From { get; init; } = "";

    /// <summary><c>preview</c> or <c>publish</c>.</summary>
    public string Step { get; init; } = "";
}

/// <param name="Before">The version that runs when the new one begins; null for the first one.</param>
/// <param name="Preview">What was typed, understood; null until it was looked at.</param>
/// <param name="Keep">Running subscriptions that keep the version they have.</param>
public sealed record PricePage(
    StaffServerType Type, Location Location, Currency Currency, PriceForm Form, PriceVersion? Before, PricePreview? Preview, int Keep);

public sealed record PricePreview(UnitPrice Hourly, Money Cap, DateTimeOffset? From);

internal sealed class ServerTypeFormValidator : AbstractValidator<ServerTypeForm>
{
    public ServerTypeFormValidator(IStringLocalizer<SharedText> words, IStringLocalizer<StaffCatalogueText> text)
    {
        var (name, description) = (new Field(words, text, "Name"), new Field(words, text, "Description"));
        RuleFor(form => form.Name).Filled(name);
        RuleFor(form => form.Name).Matches("^[a-z][a-z0-9-]{1,31}$").WithMessage(_ => text["NameRule"]).When(form => !string.IsNullOrEmpty(form.Name));
        RuleFor(form => form.Description).Filled(description).AtMost(100, description);
        Count("Cores", form => form.Cores, 1, 128);
        Count("Memory", form => form.Memory, 128, 1 << 20);
        Count("Disk", form => form.Disk, 1, 16_384);
        Count("Processes", form => form.Processes, 64, 1_000_000);

        void Count(string field, Func<ServerTypeForm, string> value, int least, int most)
        {
            var label = new Field(words, text, field);
            RuleFor(form => value(form))
                .Must(typed => Read(typed) is { } count && count >= least && count <= most)
                .WithMessage(_ => label.Says("FieldNoCount", least, most))
                .OverridePropertyName(field);
        }
    }

    public static int? Read(string? typed) =>
        int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
