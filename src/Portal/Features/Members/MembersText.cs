namespace Hostelry.Portal.Features.Members;

/// <summary>Names the texts of an organization's people: MembersText.resx, and one beside it for each other language.</summary>
public sealed class MembersText;
