namespace NotebookHost;

/// <summary>Writes the course as a site of static pages: open its index.html from disk, or serve the folder.</summary>
internal static class SiteWriter
{
    /// <summary>The processor time that the page of one notebook may take.</summary>
    public static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(20);

    /// <summary>Writes a page for each notebook, in the given order, a contents page, and what they load.</summary>
    /// <param name="notebooks">
    /// The notebooks with the paths of their files, against which they refer to pictures and to each other.
    /// </param>
    /// <param name="folder">
    /// The folder of the site. Pages that an earlier call wrote
    /// there and this one does not are deleted; other files stay.
    /// </param>
    /// <returns>What could not be shown. A page that could not be made says so in its place.</returns>
    /// <exception cref="CannotStartException">The folder cannot be written.</exception>
    public static IReadOnlyList<SiteProblem> Write(
        IReadOnlyList<(string Path, Notebook Notebook)> notebooks,
        string folder) => Write(notebooks, folder, PageLimit);

    /// <inheritdoc cref="Write(IReadOnlyList{ValueTuple{string, Notebook}}, string)"/>
    internal static IReadOnlyList<SiteProblem> Write(
        IReadOnlyList<(string Path, Notebook Notebook)> notebooks,
        string folder,
        TimeSpan pageLimit)
    {
        var frame = new PageFrame(Lesson.ReadAll(notebooks));
        var files = new SiteFiles([ContentsPage.Path, TermsPage.Path, .. frame.Lessons.Select(l => l.Page)]);
        var problems = new List<SiteProblem>();
        var pages = new List<(Lesson Lesson, LessonPage Page)>();
        foreach (Lesson lesson in frame.Lessons)
        {
            LessonPage Make(CancellationToken late) => LessonPage.Make(lesson, frame, files, late);
            string? failure = BoundedWork.Try(Make, pageLimit, out LessonPage? page);
            files.Add(lesson.Page, page?.Html ?? LessonPage.Missing(lesson, frame, failure!));
            if (failure is not null) problems.Add(new SiteProblem(lesson.Source, $"no page: {failure}", IsLoss: true));
            problems.AddRange(page?.Problems ?? []);
            if (page is not null) pages.Add((lesson, page));
        }
        ContentsPage.AddTo(files, frame, pages.ToDictionary(p => p.Lesson, p => p.Page.Picture));
        TermsPage.AddTo(files, frame, pages.SelectMany(p => p.Page.Terms));
        SearchIndex.AddTo(files, pages.Select(p => (p.Lesson, p.Page.Sections)));
        SiteAssets.AddTo(files, pages.Exists(p => p.Page.HasMath), pages.Exists(p => p.Page.HasChart));
        files.WriteTo(folder);
        return problems;
    }
}
