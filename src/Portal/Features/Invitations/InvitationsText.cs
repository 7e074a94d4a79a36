namespace Hostelry.Portal.Features.Invitations;

/// <summary>Names the texts of being invited: InvitationsText.resx, and one beside it for each other language.</summary>
public sealed class InvitationsText;
