namespace Hostelry.Portal.Features.StaffMail;

/// <summary>Names the texts of these pages: StaffMailText.resx, and one beside it for each other language.</summary>
public sealed class StaffMailText;
