# circle.awk: reads lines "FROM TO" of a graph and prints circles of it, as "a -> b -> a", until
# every node that is in one has been in one; ends with 1 if there is any.
{
    if ($1 != $2 && !(($1, $2) in edge)) {
        edge[$1, $2]
        if (!($1 in to))
            order[++count] = $1
        to[$1] = to[$1] " " $2
    }
}
# One circle through START: the way is breadth-first, so that it is a shortest one. "": none.
function circle_through(start,    queue, head, tail, came, seen, node, next_nodes, n, i, way) {
    queue[tail++] = start
    while (head < tail) {
        node = queue[head++]
        n = split(to[node], next_nodes, " ")
        for (i = 1; i <= n; i++) {
            if (next_nodes[i] == start) {
                way = start
                for (; node != start; node = came[node]) {
                    shown[node]
                    way = node " -> " way
                }
                shown[start]
                return start " -> " way
            }
            if (!(next_nodes[i] in seen)) {
                seen[next_nodes[i]]
                came[next_nodes[i]] = node
                queue[tail++] = next_nodes[i]
            }
        }
    }
    return ""
}
END {
    for (at = 1; at <= count; at++)
        if (!(order[at] in shown) && (way = circle_through(order[at])) != "") {
            print way
            found = 1
        }
    exit found
}
