namespace NotebookLib;

/// <summary>A part of a network: something with parameters that training changes.</summary>
public abstract class Module
{
    /// <summary>Every parameter with its name; the names of parts are joined with dots, as in "query.weight".</summary>
    public abstract IEnumerable<(string Name, Tensor Value)> NamedParameters();

    /// <summary>Every parameter.</summary>
    public IEnumerable<Tensor> Parameters() => NamedParameters().Select(p => p.Value);

    /// <summary>How many numbers the parameters hold together.</summary>
    public int ParameterCount => Parameters().Sum(p => p.Length);

    /// <summary>
    /// Stops some parameters from learning: they ask for no gradients from now on, and a backward pass does not
    /// compute what only they need.
    /// </summary>
    /// <remarks>A parameter that only the optimizer leaves out is no cheaper, and its gradients pile up.</remarks>
    /// <param name="which">Given a name of <see cref="NamedParameters"/>, whether it is frozen; null freezes
    /// all.</param>
    /// <returns>How many numbers are frozen.</returns>
    public int Freeze(Func<string, bool>? which = null) => SetLearning(which, learns: false);

    /// <summary>Lets some parameters learn again.</summary>
    /// <param name="which">Given a name of <see cref="NamedParameters"/>, whether it is to learn; null means
    /// all.</param>
    /// <returns>How many numbers may learn that are chosen here.</returns>
    public int Unfreeze(Func<string, bool>? which = null) => SetLearning(which, learns: true);

    /// <summary>
    /// The length of the gradients of all parameters, seen as one long vector: how hard the loss pulls here.
    /// </summary>
    /// <exception cref="InvalidOperationException">No parameter has a gradient.</exception>
    public float GradientNorm()
    {
        if (Parameters().All(p => p.Gradient is null))
            throw new InvalidOperationException("GradientNorm() reads the gradients that Backward() leaves; "
                + "no parameter here has one.");
        return GradientClipping.ByNorm(Parameters(), float.PositiveInfinity);
    }

    private int SetLearning(Func<string, bool>? which, bool learns)
    {
        int count = 0;
        foreach (var (name, value) in NamedParameters())
        {
            if (which?.Invoke(name) == false) continue;
            value.RequiresGrad = learns;
            if (!learns) value.ZeroGrad();
            count += value.Length;
        }
        return count;
    }

    /// <summary>The parameters of a part, under its name.</summary>
    private protected static IEnumerable<(string Name, Tensor Value)> Within(string part, Module module) =>
        module.NamedParameters().Select(p => ($"{part}.{p.Name}", p.Value));

    /// <summary>
    /// A tensor that training is to change: the given one, which asks for its gradient from now on, or its values if it
    /// was computed.
    /// </summary>
    private protected static Tensor Parameter(Tensor value)
    {
        if (value.IsResult) value = value.Detach();
        value.RequiresGrad = true;
        return value;
    }
}
