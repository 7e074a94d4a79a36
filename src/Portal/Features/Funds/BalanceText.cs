namespace Hostelry.Portal.Features.Funds;

/// <summary>Names the texts of the balance page: BalanceText.resx, and one beside it for each other language.</summary>
public sealed class BalanceText;
