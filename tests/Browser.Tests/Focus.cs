using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>Where the keyboard is on a page.</summary>
internal static class Focus
{
    /// <summary>The ring may be the control's own, or its label's: a choice shows it around all that it is.</summary>
    private const string Focused =
        """
        () => {
          const element = document.activeElement;
          const shows = one => {
            const style = getComputedStyle(one);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
          };
          const label = element.closest('label');
          return [element.name || element.textContent.trim(), shows(element) || (label && shows(label)) ? 'shown' : 'hidden'];
        }
        """;

    /// <summary>What has the focus, by its name or text; fails where nobody sees that it has.</summary>
    public static async Task<string> AssertShownAsync(IPage page)
    {
        var focused = await page.EvaluateAsync<string[]>(Focused);
        Assert.Equal((focused[0], "shown"), (focused[0], focused[1]));
        return focused[0];
    }
}
