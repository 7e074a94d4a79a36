using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// A customer's pages under <c>/projects/{projectId}</c> and <c>/organizations/{organizationId}</c>: the tenant stands in the
/// path. <see cref="ResolveCaller"/> has set it, and checked <see cref="NeedsAttribute"/>, before anything is bound.
/// </summary>
[Authorize(Policy = CustomerCookies.Customer)]
[TypeFilter<ResolveCaller>]
public abstract class CustomerController : PageController
{
    /// <summary>Who looks, and whose page it is.</summary>
    protected PageCaller Caller => HttpContext.RequestServices.GetRequiredService<PageCaller>();
}

/// <summary>A person's own pages, of no organization: the account and what it may join. Closed to staff who look through their eyes.</summary>
[Authorize(Policy = CustomerCookies.Customer)]
[TypeFilter<ResolvePerson>]
public abstract class PersonalController : PageController
{
    /// <summary>Who looks.</summary>
    protected PageCaller Caller => HttpContext.RequestServices.GetRequiredService<PageCaller>();
}
