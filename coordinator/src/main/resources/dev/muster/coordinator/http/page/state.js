// What several parts of the page look at. The connection writes the cluster, a click the component.

export const shown = {
  cluster: null, // as GET /v1/cluster says it
  chosen: null,  // { host, role } whose log is shown
};
