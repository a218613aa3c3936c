using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>The parameters of a notebook: what the cell tagged <c>parameters</c> declares.</summary>
/// <remarks>Values given from outside go into a cell tagged <c>injected-parameters</c> after it,
/// as papermill does.</remarks>
internal static class NotebookParameters
{
    private const string ParametersTag = "parameters";
    private const string InjectedTag = "injected-parameters";
    private const int LongestCell = 100_000, DeepestCell = 200;

    /// <summary>The parameters in the order of their declarations; none where no cell is tagged.</summary>
    public static IReadOnlyList<NotebookParameter> Read(Notebook notebook) =>
        notebook.Cells.FirstOrDefault(c => c.IsCode && c.Tags.Contains(ParametersTag)) is Cell cell
            ? Read(cell.Source)
            : [];

    /// <summary>Puts values in place, for those parameters that the notebook has.</summary>
    /// <exception cref="CannotStartException">A value cannot be read, or lies outside the range
    /// that the notebook states.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values)
    {
        IReadOnlyList<NotebookParameter> parameters = Read(notebook);
        string[] lines = [.. parameters
            .Where(p => values.ContainsKey(p.Name))
            .Select(p => $"{p.Name} = {p.Literal(values[p.Name])};")];
        if (lines.Length == 0) return;
        int index = notebook.Cells.ToList().FindIndex(c => c.Tags.Contains(ParametersTag)) + 1;
        string source = string.Join("\n", lines);
        bool isThere = index < notebook.Cells.Count && notebook.Cells[index].Tags.Contains(InjectedTag);
        if (isThere) notebook.Cells[index].Source = source;
        else notebook.Insert(index, Cell.Code(source, InjectedTag, withId: notebook.MinorVersion >= 5));
    }

    /// <summary>Makes sure that each name is a parameter of at least one of the notebooks.</summary>
    /// <exception cref="CannotStartException">One is not; the message lists the parameters there are.</exception>
    public static void RequireKnown(
        IEnumerable<string> names, IEnumerable<(string Path, IReadOnlyList<NotebookParameter> Parameters)> notebooks)
    {
        (string Path, IReadOnlyList<NotebookParameter> Parameters)[] all = [.. notebooks];
        foreach (string name in names)
        {
            if (all.Any(n => n.Parameters.Any(p => p.Name == name))) continue;
            string[] known = [.. all
                .Where(n => n.Parameters.Count > 0)
                .SelectMany(n => new[] { $"{n.Path}:" }.Concat(n.Parameters.Select(p => $"  {p}")))];
            string there = known.Length == 0 ? "There are no parameters." : "There are:\n" + string.Join("\n", known);
            throw new CannotStartException($"unknown parameter '{name}'. {there}");
        }
    }

    private static List<NotebookParameter> Read(string source)
    {
        // No list of parameters; the compiler's parser would take long, or more stack than there is.
        if (source.Length > LongestCell || Brackets.Beyond(source, DeepestCell, angles: true) >= 0) return [];
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, CSharpSession.AsScript);
        var parameters = new List<NotebookParameter>();
        foreach (MemberDeclarationSyntax member in ((CompilationUnitSyntax)tree.GetRoot()).Members)
        {
            VariableDeclarationSyntax? declaration = member switch
            {
                FieldDeclarationSyntax field => field.Declaration,
                GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration,
                _ => null,
            };
            string comment = member.GetTrailingTrivia()
                .Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia))
                .Select(t => t.ToString()[2..].Trim())
                .FirstOrDefault("");
            foreach (VariableDeclaratorSyntax variable in declaration?.Variables ?? [])
            {
                if (variable.Initializer?.Value is not ExpressionSyntax value) continue;
                string type = TypeOf(declaration!.Type.ToString(), value);
                parameters.Add(NotebookParameter.Of(variable.Identifier.Text, type, value.ToString(), comment));
            }
        }
        return parameters;
    }

    private static string TypeOf(string declared, ExpressionSyntax value) => declared != "var" ? declared : value switch
    {
        LiteralExpressionSyntax { Token.Value: object literal } => literal switch
        {
            int => "int",
            float => "float",
            double => "double",
            bool => "bool",
            string => "string",
            _ => literal.GetType().Name.ToLower(CultureInfo.InvariantCulture),
        },
        PrefixUnaryExpressionSyntax unary => TypeOf(declared, unary.Operand),
        _ => declared,
    };
}
