namespace Hostelry.Portal.Features.Payments;

/// <summary>Names the texts of a customer's payments: PaymentsText.resx, and one beside it for each other language.</summary>
public sealed class PaymentsText;
