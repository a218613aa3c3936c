namespace NotebookHost;

/// <summary>Writes the course as a site of static pages: open its index.html from disk, or serve the folder.</summary>
internal static class SiteWriter
{
    /// <summary>Writes a page for each notebook, in the given order, a contents page, and what they load.</summary>
    /// <param name="notebooks">The notebooks with the paths of their files, against which they refer to pictures and to each other.</param>
    /// <param name="folder">
    /// The folder of the site. Pages that an earlier call wrote there and this one does not are deleted; other files stay.
    /// </param>
    public static void Write(IReadOnlyList<(string Path, Notebook Notebook)> notebooks, string folder)
    {
        var files = new SiteFiles();
        var frame = new PageFrame(Lesson.ReadAll(notebooks));
        bool math = false, charts = false;
        foreach (Lesson lesson in frame.Lessons)
        {
            (bool pageMath, bool pageCharts) = LessonPage.AddTo(files, lesson, frame);
            (math, charts) = (math || pageMath, charts || pageCharts);
        }
        ContentsPage.AddTo(files, frame);
        SiteAssets.AddTo(files, math, charts);
        files.WriteTo(folder);
    }
}
