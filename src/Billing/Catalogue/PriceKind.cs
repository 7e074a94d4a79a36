namespace Hostelry.Billing.Catalogue;

/// <summary>What a price is for. A closed set: rating knows each, and <see cref="PriceTerms"/> says which terms each has.</summary>
public enum PriceKind
{
    /// <summary>Begun hours up to a monthly cap.</summary>
    Hour,

    /// <summary>A calendar month, prorated by begun hours.</summary>
    Month,

    /// <summary>Units × begun hours; an optional cap for one unit and month.</summary>
    UnitHour,

    /// <summary>A part of what another subscription costs.</summary>
    Percentage,

    /// <summary>Once, when it starts.</summary>
    OneOff,

    /// <summary>An app image: whole, in each calendar month in which it ran.</summary>
    App,

    /// <summary>A meter's count beyond the allowance, at one price.</summary>
    Counter,

    /// <summary>A meter's count beyond the allowance, each part at its own tier's price.</summary>
    Graduated,

    /// <summary>A meter's count beyond the allowance, all at the price of the tier it reaches.</summary>
    Volume,
}
