using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// What a reader can find by typing: the headings and the prose of
/// all pages, as a script that is loaded when somebody searches.
/// </summary>
internal static class SearchIndex
{
    public const string Path = "assets/search.js";

    /// <summary>Adds the list: for each section the lesson, the address, the heading, the prose.</summary>
    public static void AddTo(SiteFiles files, IEnumerable<(Lesson Lesson, IReadOnlyList<Section> Sections)> pages)
    {
        IEnumerable<JsonNode> rows = pages.SelectMany(page => page.Sections.Select(section =>
            new JsonArray(page.Lesson.Label, Address(page.Lesson, section), section.Heading, section.Text)));
        files.Add(Path, "window.nbSearch = " + new JsonArray([.. rows]).ToJsonString() + ";\n");
    }

    private static string Address(Lesson lesson, Section section)
    {
        string page = Uri.EscapeDataString(lesson.Page);
        return section.Anchor.Length > 0 ? page + "#" + Uri.EscapeDataString(section.Anchor) : page;
    }
}
