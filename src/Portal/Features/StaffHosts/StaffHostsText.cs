namespace Hostelry.Portal.Features.StaffHosts;

/// <summary>Names the texts of these pages: StaffHostsText.resx, and one beside it for each other language.</summary>
public sealed class StaffHostsText;
