namespace Hostelry.Portal.Features.Projects;

/// <summary>Names the texts of projects: ProjectsText.resx, and one beside it for each other language.</summary>
public sealed class ProjectsText;
