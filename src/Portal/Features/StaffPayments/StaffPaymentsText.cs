namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>Names the texts of staff's payments: StaffPaymentsText.resx, and one beside it for each other language.</summary>
public sealed class StaffPaymentsText;
