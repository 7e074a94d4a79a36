using FluentValidation;

using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// Runs the validator of every argument that has one, before the action. A test finds bodies without one. Of the API alone:
/// pages show what is wrong beside the field.
/// </summary>
internal sealed class ValidateBodies : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        foreach (var argument in context.ActionArguments.Values)
        {
            if (argument is null || ValidatorOf(context.HttpContext.RequestServices, argument) is not { } validator)
            {
                continue;
            }

            var outcome = await validator.ValidateAsync(
                new ValidationContext<object>(argument), context.HttpContext.RequestAborted);
            if (!outcome.IsValid)
            {
                context.Result = ApiErrors.Result(
                    [.. outcome.Errors.GroupBy(error => error.PropertyName, StringComparer.Ordinal).Select(field =>
                        new FieldError(field.Key, [.. field.Select(error => error.ErrorMessage)]))]);
                return;
            }
        }

        await next();
    }

    private static IValidator? ValidatorOf(IServiceProvider services, object argument) =>
        (IValidator?)services.GetService(typeof(IValidator<>).MakeGenericType(argument.GetType()));
}
