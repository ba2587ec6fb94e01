namespace Slipway;

/// <summary>A node of a scored tree: rows with <c>x[Feature] &lt;= Threshold</c> go to <see cref="Child"/>, others to the node after it.</summary>
/// <param name="Threshold">Largest value that goes left; 0 in a leaf.</param>
/// <param name="Feature">Feature index; -1 in a leaf.</param>
/// <param name="Child">Left child's index, or the number of the leaf.</param>
internal readonly record struct TreeNode(float Threshold, int Feature, int Child);
