namespace Hostelry.Portal.Features.StaffClients;

/// <summary>Names the texts of staff's pages of clients: StaffClientsText.resx, and one beside it for each other language.</summary>
public sealed class StaffClientsText;
