namespace Hostelry.Portal.Features.StaffPrices;

/// <summary>Names the texts of the price book: StaffPricesText.resx, and one beside it for each other language.</summary>
public sealed class StaffPricesText;
