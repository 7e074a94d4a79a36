using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// What is wrong with a field that is a group of choices, at its place. Nothing when nothing is.
/// <c>&lt;wrong for="Type" /&gt;</c>
/// </summary>
[HtmlTargetElement("wrong", TagStructure = TagStructure.WithoutEndTag)]
public sealed class WrongTagHelper : TagHelper
{
    /// <summary>Name of the field.</summary>
    public required string For { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.ViewData.ModelState.GetValueOrDefault(For)?.Errors is not [var first, ..])
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "p";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "wrong");
        output.Attributes.SetAttribute("id", $"{For}-error");
        output.Attributes.SetAttribute("role", "alert");
        output.Content.SetContent(first.ErrorMessage);
    }
}
