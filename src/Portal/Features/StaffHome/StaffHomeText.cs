namespace Hostelry.Portal.Features.StaffHome;

/// <summary>Names the texts of staff's first page: StaffHomeText.resx, and one beside it for each other language.</summary>
public sealed class StaffHomeText;
