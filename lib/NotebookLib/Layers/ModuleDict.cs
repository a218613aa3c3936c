namespace NotebookLib;

/// <summary>Several modules under their names, trained together: what a model of your own is made of.</summary>
/// <remarks>PyTorch's torch.nn.ModuleDict.</remarks>
public sealed class ModuleDict : Module
{
    private readonly (string Name, Module Module)[] modules;

    /// <summary>A model of these modules.</summary>
    /// <param name="modules">Each with its name, which stands before the names of its parameters.</param>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public ModuleDict(params (string Name, Module Module)[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"modules: expected a name for each; got '{twice.Key}' {twice.Count()} times.",
                nameof(modules));
        this.modules = [.. modules];
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        modules.SelectMany(m => Within(m.Name, m.Module));
}
