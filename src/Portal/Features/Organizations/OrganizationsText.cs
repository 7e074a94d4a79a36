namespace Hostelry.Portal.Features.Organizations;

/// <summary>Names the texts of an organization itself: OrganizationsText.resx, and one beside it for each other language.</summary>
public sealed class OrganizationsText;
