namespace Hostelry.Portal.Features.StaffQuotas;

/// <summary>Names the texts of these pages: StaffQuotasText.resx, and one beside it for each other language.</summary>
public sealed class StaffQuotasText;
