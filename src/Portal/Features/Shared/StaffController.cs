using Microsoft.AspNetCore.Authorization;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Staff's pages: behind the second factor unless an action says otherwise.</summary>
[Authorize(Policy = StaffCookies.Staff)]
public abstract class StaffController : PageController;
