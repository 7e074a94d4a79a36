namespace Hostelry.Portal.Features.Dashboard;

/// <summary>Names the texts of a project's first page: DashboardText.resx, and one beside it for each other language.</summary>
public sealed class DashboardText;
